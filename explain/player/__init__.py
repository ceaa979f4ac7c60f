"""The walkthrough on a terminal, one screen at a time, alone or on a stage. The door of textual."""
