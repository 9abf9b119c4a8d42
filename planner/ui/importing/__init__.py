"""Files of other programs into the plan, and the plan's map out to them."""
