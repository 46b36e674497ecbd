"""What is wrong with a finished PDF: the rules of PDF/X, PDF/UA, PDF/A and of printers."""
