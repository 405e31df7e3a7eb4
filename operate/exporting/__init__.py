"""`ocop export`: captures as WACZ, tables as CSV, Parquet and XLSX; each written whole or not at all."""
