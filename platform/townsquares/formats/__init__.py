"""How moments are written, where Django would write them as in one country only."""
