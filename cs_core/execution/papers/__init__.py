"""Papers for people: one pack of slides, every number with its source, written as Markdown, HTML or PowerPoint."""
