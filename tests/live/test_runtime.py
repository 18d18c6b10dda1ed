"""The runtime keeps its promises in both modes. Each eventlet case runs in a process of its own: its loop is a thread's."""
