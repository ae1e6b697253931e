"""Triggers keep what stands on a frozen ballot: costs, money, limits and rules; the code is not asked."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION budgets_contest_is_frozen(contest bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM budgets_contest c JOIN participation_vote v ON v.id = c.vote_id
        WHERE c.id = contest AND v.frozen_at IS NOT NULL
    )
$$;
CREATE FUNCTION budgets_keep_frozen_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'on_ballot' AND budgets_contest_is_frozen(NEW.contest_id) THEN
            RAISE EXCEPTION 'a frozen ballot takes no more projects' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state IN ('on_ballot', 'winner', 'not_chosen') OR EXISTS (
        SELECT 1 FROM budgets_amendment a WHERE a.project_id = OLD.id
    ) THEN
        IF budgets_contest_is_frozen(OLD.contest_id) AND (
            TG_OP = 'DELETE'
            OR (OLD.contest_id, OLD.number, OLD.cost, OLD.category, OLD.exclusive_group)
            IS DISTINCT FROM (NEW.contest_id, NEW.number, NEW.cost, NEW.category, NEW.exclusive_group)
        ) THEN
            RAISE EXCEPTION 'a project on a frozen ballot does not change'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF TG_OP = 'UPDATE' AND NEW.state = 'on_ballot' AND budgets_contest_is_frozen(NEW.contest_id) THEN
        RAISE EXCEPTION 'a frozen ballot takes no more projects' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER project_frozen BEFORE INSERT OR UPDATE OR DELETE ON budgets_project
    FOR EACH ROW EXECUTE FUNCTION budgets_keep_frozen_project();

CREATE FUNCTION budgets_keep_frozen_contest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF budgets_contest_is_frozen(OLD.id) AND (
        TG_OP = 'DELETE'
        OR (OLD.budget_id, OLD.amount, OLD."group", OLD.territory_id, OLD.vote_id, OLD.takes_leftovers)
        IS DISTINCT FROM
           (NEW.budget_id, NEW.amount, NEW."group", NEW.territory_id, NEW.vote_id, NEW.takes_leftovers)
    ) THEN
        RAISE EXCEPTION 'a frozen contest does not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER contest_frozen BEFORE UPDATE OR DELETE ON budgets_contest
    FOR EACH ROW EXECUTE FUNCTION budgets_keep_frozen_contest();

CREATE FUNCTION budgets_keep_frozen_budget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.currency, OLD.rule, OLD.ballot, OLD.publication, OLD.reach, OLD.most_contests, OLD.leftovers)
        IS DISTINCT FROM
       (NEW.currency, NEW.rule, NEW.ballot, NEW.publication, NEW.reach, NEW.most_contests, NEW.leftovers)
        AND EXISTS (
            SELECT 1 FROM budgets_contest c JOIN participation_vote v ON v.id = c.vote_id
            WHERE c.budget_id = OLD.id AND v.frozen_at IS NOT NULL
        )
    THEN
        RAISE EXCEPTION 'the rules of a frozen ballot do not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budget_frozen BEFORE UPDATE ON budgets_budget
    FOR EACH ROW EXECUTE FUNCTION budgets_keep_frozen_budget();
"""
BACKWARD = """
DROP TRIGGER budget_frozen ON budgets_budget;
DROP TRIGGER contest_frozen ON budgets_contest;
DROP TRIGGER project_frozen ON budgets_project;
DROP FUNCTION budgets_keep_frozen_budget();
DROP FUNCTION budgets_keep_frozen_contest();
DROP FUNCTION budgets_keep_frozen_project();
DROP FUNCTION budgets_contest_is_frozen(bigint);
"""


class Migration(migrations.Migration):
    """After the tables; what was counted keeps its costs too."""

    dependencies = [("budgets", "0002_amendments")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
