//! What a document means: from its layout to a plan.
