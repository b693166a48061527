"""Pools small enough to know the answer by hand."""

from features.indexing import build_pool
from features.linking import SkillLinker
from features.taxonomy import load_starter
from matching.pool import Pool
from matching.profiles import Profile
from tests.fakes import WordEncoder


def pool_of(*profiles: dict[str, object]) -> Pool:
    people = [Profile.model_validate({"text": "", **profile}) for profile in profiles]
    return build_pool(people, linker=SkillLinker(load_starter()), encoder=WordEncoder())
