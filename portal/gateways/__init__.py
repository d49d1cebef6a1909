"""Floor 5. The outside, one file a protocol, each with its time-out; never called inside a transaction."""
