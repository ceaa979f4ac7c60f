"""The lab: a cloud that stays up, and a shell whose own aws and docker see nothing else."""
