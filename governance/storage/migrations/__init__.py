"""Schema versions, applied by `governance/storage/schema.py`. Each file is one step; `HEAD` names the last."""

HEAD = "0013"
