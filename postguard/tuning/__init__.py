"""What an organisation learns from its own decisions: labelled drafts in, a model folder with its card out."""
