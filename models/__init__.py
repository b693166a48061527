"""Learn, rank, explain, measure.

Fulfils `matching.ports.Ranker` and says what a ranking is worth. Knows no database, no web page, and nothing of who is
allowed to put a model into service.

    ranker -> explanation          scores, their exact parts, and the reasons they are told as
    bundle, cold_start             a model on disk, and the one that ships with the software
    metrics -> resampling -> evaluation (beside baselines)
    training -> acceptance -> tracking
"""
