"""Who gets which lead (M9, M1, M5): first whose customer it is, then the fairest and best-fitting placement."""
