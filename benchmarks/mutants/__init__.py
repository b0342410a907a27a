"""Small faults planted into both verifiers, one at a time: the published vectors must see each."""
