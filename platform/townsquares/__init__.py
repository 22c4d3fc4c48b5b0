"""The roof: wiring only. It imports every floor and nobody imports it."""
