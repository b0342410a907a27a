"""Shell of the integrity file: events entered, cases told, answered, decided, ended.

Each act is one transaction of row and log entry; entries name an expert by id, never a text.
"""
