"""The wires to a telephone: a gateway over HTTP, files for a program of the bureau, a fake.

A carrier takes one parcel and says how that ended. It knows no database and decides nothing.
"""

from web.channels.parcels import Carrier, Carriers, Parcel
from web.channels.wiring import make_carriers

__all__ = ["Carrier", "Carriers", "Parcel", "make_carriers"]
