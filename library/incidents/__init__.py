"""Reports of sensitive incidents: to named people only, sealed at rest, every reading on record.

They stand beside everything else: no search, list, figure or export knows of them.
"""
