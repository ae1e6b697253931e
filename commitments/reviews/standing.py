"""What the database refuses whoever asks: to change, delete or hide a published assessment.

Acts refuse it first; this holds for the admin, for imports and for whoever writes SQL as the application's role.
"""

FORWARD = """
CREATE FUNCTION azotea_assessment_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published assessment stands as it is';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assessment_stands BEFORE UPDATE OR DELETE ON commitments_assessment
    FOR EACH ROW EXECUTE FUNCTION azotea_assessment_stands();

CREATE FUNCTION azotea_verdict_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.assessment_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.assessment_id; END IF;
    IF EXISTS (SELECT 1 FROM commitments_assessment WHERE id = ANY(touched) AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a published assessment stands as it is';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verdict_stands BEFORE INSERT OR UPDATE OR DELETE ON commitments_assessmentvalue
    FOR EACH ROW EXECUTE FUNCTION azotea_verdict_stands();

CREATE FUNCTION azotea_assessment_shown() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published assessment is not hidden';
END $$;
CREATE TRIGGER assessment_shown BEFORE UPDATE OF state, parent_id, ancestors ON participation_subject
    FOR EACH ROW WHEN (
        OLD.kind = 'assessment' AND OLD.state = 'published'
        AND (NEW.state <> 'published' OR NEW.parent_id IS NOT NULL OR cardinality(NEW.ancestors) > 0)
    ) EXECUTE FUNCTION azotea_assessment_shown();
"""
BACKWARD = """
DROP TRIGGER assessment_shown ON participation_subject;
DROP FUNCTION azotea_assessment_shown();
DROP TRIGGER verdict_stands ON commitments_assessmentvalue;
DROP FUNCTION azotea_verdict_stands();
DROP TRIGGER assessment_stands ON commitments_assessment;
DROP FUNCTION azotea_assessment_stands();
"""
RECOMMENDATIONS_FORWARD = """
CREATE TRIGGER recommendation_stands BEFORE INSERT OR UPDATE OR DELETE ON commitments_recommendation
    FOR EACH ROW EXECUTE FUNCTION azotea_verdict_stands();
CREATE TRIGGER recommendation_shown BEFORE UPDATE OF state, parent_id, ancestors ON participation_subject
    FOR EACH ROW WHEN (
        OLD.kind = 'recommendation' AND OLD.state = 'published'
        AND (NEW.state <> 'published' OR NEW.parent_id IS NOT NULL OR cardinality(NEW.ancestors) > 0)
    ) EXECUTE FUNCTION azotea_assessment_shown();
"""
RECOMMENDATIONS_BACKWARD = """
DROP TRIGGER recommendation_shown ON participation_subject;
DROP TRIGGER recommendation_stands ON commitments_recommendation;
"""
