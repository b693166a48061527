"""A workspace to try Candor with: a simulated marketplace, played through the same commands people use.

Everything in it is synthetic and marked so as a whole. Read `build.py` for the stages, `story.py` for the cases.
"""

from review_ui.demo.build import DemoSummary, build_demo

__all__ = ["DemoSummary", "build_demo"]
