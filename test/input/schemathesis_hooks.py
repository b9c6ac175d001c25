"""Signs what schemathesis sends (Standard Webhooks), each request as the bytes that go out."""

import base64
import hashlib
import hmac
import os
import random
import time
import uuid

import requests
import schemathesis

KEY = base64.b64decode(os.environ["SECRET"].removeprefix("whsec_"))


class Signed(requests.auth.AuthBase):
    def __call__(self, request):
        body = b"" if request.method == "GET" else request.body or b""
        body = body.encode() if isinstance(body, str) else body
        name, now = f"msg_{uuid.uuid4()}", str(int(time.time()))
        digest = hmac.new(KEY, f"{name}.{now}.".encode() + body, hashlib.sha256).digest()
        request.headers["webhook-id"] = name
        request.headers["webhook-timestamp"] = now
        request.headers["webhook-signature"] = "v1," + base64.b64encode(digest).decode()
        return request


schemathesis.auth.set_from_requests(Signed())


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """The source that signs, and mostly an order that there is."""
    if "source" in path_parameters:
        path_parameters["source"] = "northshore"
    if "number" in path_parameters and random.random() < 0.7:
        path_parameters["number"] = random.choice(["NS-1", "NS-2", "NS-3"])
    return path_parameters


@schemathesis.hook
def map_body(context, body):
    """Mostly a store that there is and a currency that the rest is about."""
    for order in body if isinstance(body, list) else [body]:
        if isinstance(order, dict) and random.random() < 0.7:
            order.update({"storeCode": "main", "currency": "USD"})
    return body
