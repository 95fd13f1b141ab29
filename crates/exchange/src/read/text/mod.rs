//! Text, most often taken out of a PDF.
