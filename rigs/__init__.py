"""Rigs: each proves one promise by attacking it, and proves itself by catching mutants planted on purpose."""
