"""What an auditor sees over all draws: how often what happened, what stands out, who looked.

Shell: reads, asks the core once, and writes nothing but a look and its log entry.
"""
