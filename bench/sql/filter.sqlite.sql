-- The newest twenty of a kind that concern a country in some years. ?1: its code; ?2: the kind; ?3, ?4: the first and the last day.
SELECT json_object('data', json_object('statements', json_object('nodes', json_group_array(json_object(
    'id', s.id, 'title', s.title, 'kind', s.kind,
    'made', CASE WHEN s.made IS NOT NULL THEN json_object('edtf', s.made) END,
    'publisher', (SELECT json_object('name', o.name) FROM organisation o WHERE o.id = s.publisher_id),
    'countries', (
        SELECT json_group_array(json_object('country', json_object('name', c.name)) ORDER BY c.id)
        FROM statement_country sc JOIN country c ON c.id = sc.country_id WHERE sc.statement_id = s.id),
    'speakers', (
        SELECT json_group_array(json_object('name', p.name) ORDER BY t.first)
        FROM (SELECT speaker_id, min(position) AS first FROM turn WHERE statement_id = s.id AND speaker_id IS NOT NULL GROUP BY 1) t
        JOIN person p ON p.id = t.speaker_id)
) ORDER BY s.sort_day DESC, s.id DESC))))
FROM (
    SELECT s.* FROM statement s
    WHERE s.kind = ?2 AND s.sort_day BETWEEN ?3 AND ?4 AND s.made_earliest >= ?3 AND s.made_latest <= ?4 AND s.holding <> 'REFERENCED'
      AND EXISTS (
        SELECT 1 FROM statement_country sc
        WHERE sc.statement_id = s.id AND sc.country_id = (SELECT id FROM country WHERE alpha2 = ?1))
    ORDER BY s.sort_day DESC, s.id DESC LIMIT 20
) s
