"""Many submissions: finding them, sharing them out to workers, remembering what came of them."""
