"""The PyPI package fastlob behind the stream: python3 venues/engines/fastlob_stream.py

The library tells how much traded at each price, not with whom. The adapter therefore looks at the
orders it knows before and after a command: those with less open are the makers. Several makers of
one command and price are told in the order in which they arrived. Where the library's own status
of an order is stale, so are the trades told here.
"""
import json
import logging
import os
import sys
import traceback

try:
    from fastlob import Orderbook, OrderParams, OrderSide, OrderType
except ImportError:
    sys.stderr.write("fastlob is not installed: pip install fastlob==0.0.24\n")
    sys.exit(69)

logging.disable(logging.CRITICAL)
HELLO = {"engine": "fastlob", "version": "0.0.24", "protocol": 1, "conventions": {},
         "capabilities": ["limit", "fok", "reduce"]}
book = Orderbook("trial", start=True)
orders = {}  # id -> {"key", "side", "price", "open"}, in the order of arrival


def left_of(order):
    status = book.get_status(order["key"])
    alive = status is not None and status[0].name in ("CREATED", "PENDING", "PARTIAL")
    return int(status[1]) if alive else 0


def new_order(command, tell):
    name = command["id"]
    if name in orders:
        return tell("rejected", id=name, code="duplicate-id")
    side = OrderSide.BID if command["side"] == "buy" else OrderSide.ASK
    kind = OrderType.FOK if command.get("tif") == "fok" else OrderType.GTC
    price, quantity = int(command["price"]), int(command["quantity"])
    if quantity <= 0:
        return tell("rejected", id=name, code="bad-quantity")
    try:
        result = book(OrderParams(side, price, quantity, kind))
    except Exception:  # whatever the library refuses about numbers is a refusal
        return tell("rejected", id=name, code="bad-price")
    if not result.success():
        return tell("rejected", id=name, code="would-not-fill" if kind == OrderType.FOK else "bad-price")
    tell("accepted", id=name)
    makers = [(maker_id, maker) for maker_id, maker in orders.items() if maker["open"] > 0]
    for maker_id, maker in sorted(makers, key=lambda each: each[1]["price"] * (1 if side == OrderSide.BID else -1)):
        now = left_of(maker)
        if now < maker["open"]:
            tell("traded", price=str(maker["price"]), quantity=str(maker["open"] - now), maker=maker_id, taker=name)
        maker["open"] = now
    order = {"key": result.orderid(), "account": command.get("account", "0"), "price": price, "open": 0}
    order["open"] = left_of(order)
    orders[name] = order


def find(command, tell):
    """The live order a command names. The library has no accounts: the adapter knows whose it is."""
    order = orders.get(command["id"])
    if order is None or order["open"] == 0:
        return tell("rejected", id=command["id"], code="unknown-order")
    if command.get("account", order["account"]) != order["account"]:
        return tell("rejected", id=command["id"], code="not-owner")
    return order


def cancel(command, tell):
    order = find(command, tell)
    if order is None:
        return None
    if not book.cancel(order["key"]).success():
        return tell("rejected", id=command["id"], code="unknown-order")
    tell("cancelled", id=command["id"], quantity=str(order["open"]), reason="requested")
    order["open"] = 0


def reduce(command, tell):
    order, by = find(command, tell), int(command["by"])
    if order is None:
        return None
    if by == order["open"]:
        return cancel(command, tell)
    if not 0 < by < order["open"] or not book.update(order["key"], order["open"] - by).success():
        return tell("rejected", id=command["id"], code="bad-quantity")
    order["open"] = left_of(order)
    tell("replaced", id=command["id"], price=str(order["price"]), quantity=str(order["open"]))


print(json.dumps({"hello": HELLO}), flush=True)
for number, line in enumerate(sys.stdin, start=1):
    command, events = json.loads(line), []
    def tell(event, **fields):
        events.append(json.dumps({"event": event, "seq": number, **fields}))
    try:
        {"new": new_order, "cancel": cancel, "reduce": reduce}[command["op"]](command, tell)
    except Exception:  # the library's own thread would keep a dead adapter alive
        traceback.print_exc()
        os._exit(1)
    tell("done")
    print("\n".join(events), flush=True)
book.stop()
