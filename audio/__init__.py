"""The voice of the mall: what is said, in which words, by which engine, and whose turn it is.

``words``, ``plan`` and ``turns`` are pure. ``voices`` and ``clips`` read and write files, start processes and, when an
administrator asked for it, use the network. Nothing here imports the server.
"""
