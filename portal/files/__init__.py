"""Floor 5. Uploads: judged by what they are, cleaned, kept encrypted. Rows about them belong to `store`.

`receiving.receive` judges what a person sent; `filestore.FileStore` keeps it, and documents' PDFs, under the
application's data key. Nothing is imported here: the process that judges must start quickly.
"""
