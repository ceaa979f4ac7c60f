"""Everything that is measured: `make bench`. What counts is the ratios, not the seconds."""

from __future__ import annotations

import asking
import building
import lab
import load
import player
import walkthrough

if __name__ == "__main__":
    walkthrough.main()
    player.main()
    asking.main()
    lab.main()
    load.main()
    building.main()
