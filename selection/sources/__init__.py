"""Where the randomness of a draw comes from: a public beacon, dice, a public lottery, parties.

Pure: which round a commitment waits for, whether a signature, throws or numbers are right, and
what entropy they give. It fetches nothing, and has no clock.
"""
