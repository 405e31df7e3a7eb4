"""One run on several machines (docs/scaling.md): what the coordinator does, and what a worker is given to do."""
