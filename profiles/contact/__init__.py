"""People reach each other: invitations, conversations, and what protects from them. See docs/contact.md."""
