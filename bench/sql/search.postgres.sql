-- The best twenty, from a tsvector with a GIN index that bench/read.py makes: its ranking is another. $1: the words.
WITH found AS MATERIALIZED (
    SELECT b.statement_id, ts_rank(b.words, q) AS rank FROM bench_text b, plainto_tsquery('simple', $1) q WHERE b.words @@ q)
SELECT json_build_object('data', json_build_object('search', json_build_object(
    'totalCount', (SELECT count(*) FROM found),
    'nodes', coalesce(json_agg(json_build_object('node', json_build_object('id', s.id, 'title', s.title,
        'made', CASE WHEN s.made IS NOT NULL THEN json_build_object('edtf', s.made) END)) ORDER BY f.rank DESC), '[]'))))::text
FROM (SELECT * FROM found ORDER BY rank DESC LIMIT 20) f JOIN statement s ON s.id = f.statement_id
