-- A new summary: the row alone, without the version, the history and the index that the server keeps. $1: the row; $2: the summary.
UPDATE statement SET summary = $2 WHERE id = $1
RETURNING json_build_object('data', json_build_object('updateStatement', json_build_object('record',
    json_build_object('id', id, 'summary', summary))))::text
