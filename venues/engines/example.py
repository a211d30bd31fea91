"""A matching engine that speaks the stream, to copy: limit orders, IOC and cancel in 60 lines.

Try it: proofhouse property --engine "python3 venues/engines/example.py" """
import json
import sys

CAPABILITIES = ["limit", "ioc"]
BOUNDS = range(1, 10**12 + 1)  # of prices in ticks and of quantities in lots
book = {"buy": [], "sell": []}  # resting orders, best price first, then first come
used = set()  # ids are never used twice


def match(order, tell):
    """Trades with the other side until price or quantity end it."""
    others = book["sell" if order["side"] == "buy" else "buy"]
    sign = 1 if order["side"] == "buy" else -1
    while order["open"] and others and sign * (order["price"] - others[0]["price"]) >= 0:
        maker = others[0]
        quantity = min(order["open"], maker["open"])
        tell("traded", price=str(maker["price"]), quantity=str(quantity), maker=maker["id"], taker=order["id"])
        for one in (order, maker):
            one["open"] -= quantity
        if maker["open"] == 0:
            others.pop(0)


def new(command, tell):
    order = {"id": command["id"], "side": command["side"], "account": command.get("account", "0"),
             "price": int(command["price"]), "open": int(command["quantity"])}
    code = ("duplicate-id" if order["id"] in used else "bad-price" if order["price"] not in BOUNDS
            else "bad-quantity" if order["open"] not in BOUNDS else None)
    if code:
        return tell("rejected", id=order["id"], code=code)
    used.add(order["id"])
    tell("accepted", id=order["id"])
    match(order, tell)
    if order["open"] and command.get("tif") == "ioc":
        tell("cancelled", id=order["id"], quantity=str(order["open"]), reason="ioc")
    elif order["open"]:
        side = book[order["side"]]
        side.append(order)  # Python's sort is stable: at one price who came first stays first
        side.sort(key=lambda each: each["price"] * (-1 if order["side"] == "buy" else 1))


def cancel(command, tell):
    order = next((o for side in book.values() for o in side if o["id"] == command["id"]), None)
    if order is None:
        return tell("rejected", id=command["id"], code="unknown-order")
    if command.get("account", order["account"]) != order["account"]:
        return tell("rejected", id=order["id"], code="not-owner")
    book[order["side"]].remove(order)
    tell("cancelled", id=order["id"], quantity=str(order["open"]), reason="requested")


print(json.dumps({"hello": {"engine": "example", "version": "1", "protocol": 1, "conventions": {}, "capabilities": CAPABILITIES}}), flush=True)
for number, line in enumerate(sys.stdin, start=1):
    command = json.loads(line)
    tell = lambda event, **fields: print(json.dumps({"event": event, "seq": number, **fields}))
    {"new": new, "cancel": cancel}[command["op"]](command, tell)
    print(json.dumps({"event": "done", "seq": number}), flush=True)
