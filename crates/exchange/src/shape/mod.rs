//! The versioned JSON shapes of the command line and the API.
