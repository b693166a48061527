"""A marketplace that does not exist, with a known truth: people, what they write, how work with them would go.

Made so that learning can be measured against what it ought to find, and so that a demo has somebody in it. Everything
here is marked synthetic and stays so wherever it goes. Knows no database and no page.

    parameters -> people -> profiles, identities      who there is and what a platform shows of them
                  people -> truth -> history          what would happen, and two years in which it did
"""

from models.simulation.marketplace import Marketplace, simulate_marketplace

__all__ = ["Marketplace", "simulate_marketplace"]
