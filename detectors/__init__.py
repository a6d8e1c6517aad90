"""What a text or a table says about people: findings, categories, record type, dates that matter.

This room takes text and columns in and gives findings out. It opens no file and knows no path.
"""
