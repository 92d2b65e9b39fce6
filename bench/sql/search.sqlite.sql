-- The best twenty, from an FTS5 table that bench/read.py makes: its ranking is another. ?1: the words.
SELECT json_object('data', json_object('search', json_object(
    'totalCount', (SELECT count(*) FROM bench_text WHERE bench_text MATCH ?1),
    'nodes', json_group_array(json_object('node', json_object('id', s.id, 'title', s.title,
        'made', CASE WHEN s.made IS NOT NULL THEN json_object('edtf', s.made) END)) ORDER BY f.rank))))
FROM (SELECT rowid, rank FROM bench_text WHERE bench_text MATCH ?1 ORDER BY rank LIMIT 20) f JOIN statement s ON s.id = f.rowid
