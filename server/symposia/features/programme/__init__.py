"""The programme: the conference, its rooms and its sessions."""
