"""What is behind one of the cloud's listeners: loaded for its first request, and written down in the log."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from explain import traces
from explain.cloud.message import Answer, Application
from explain.http.message import Request, framing
from explain.wire import Evidence


class Service:
    """An application that is loaded once, dates its answers, and records each exchange."""

    def __init__(
        self,
        name: str,
        load: Callable[[], Application],
        record: Callable[[str, Request, Answer], None],
        date: Callable[[], str],
    ) -> None:
        self.name = name
        self._load = load
        self._record = record
        self._date = date
        self._application: Application | None = None
        self._loading = threading.Lock()

    def application(self) -> Application:
        """Return the application, loading it if nobody did before."""
        with self._loading:
            if self._application is None:
                self._application = self._load()
            return self._application

    def __call__(self, request: Request) -> Answer:
        """Answer one request and record the exchange.

        It is recorded before the answer is sent: a client that has the answer finds it in the log.
        """
        try:
            answer = self.application()(request)
        except Exception as error:  # a fault of ours is a 500, as on any server
            answer = Answer(500, evidence=Evidence(failure=_place(error)))
        headers = (*answer.headers, ("Date", self._date()), framing(answer.body))
        answer = replace(answer, headers=headers)
        self._record(self.name, request, answer)
        return answer


def _place(error: Exception) -> str:
    """Return the type of an error and where it was raised, but not its text, which may quote a secret."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}" if trace else ""
    return "\n".join([f"{type(error).__name__}{where}", *traces.wanted(error)])
