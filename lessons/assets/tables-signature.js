// Generated from explain/tables/signature.py by `make reference`.
"use strict";
(window.explainTables ??= {}).signature = {
"unsigned": ["baggage","connection","expect","keep-alive","proxy-authenticate","proxy-authorization","te","traceparent","tracestate","trailer","transfer-encoding","upgrade","user-agent","x-amzn-trace-id"],
"samples": {"GetAuthorizationToken":{"method":"POST","host":"api.ecr.ap-south-1.amazonaws.com","path":"/","region":"ap-south-1","service":"ecr","date":"20260131T093000Z","headers":"X-Amz-Target: AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken\nContent-Type: application/x-amz-json-1.1","body":"{}","id":"AKIDEXAMPLE","secret":"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},"get-vanilla":{"method":"GET","host":"example.amazonaws.com","path":"/","region":"us-east-1","service":"service","date":"20150830T123600Z","headers":"","body":"","published":"5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31","id":"AKIDEXAMPLE","secret":"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}},
};
