"""What others say of a held record, counted in SQL: the community facts of ``profiles.trust``, from L3 on.

Each is a common table expression over ``held`` (author_id, user_id, claim_id, matched_since) and ``stood`` (author_id,
work_id), for the one statement of ``profiles.scoring``. Nothing a person can do alone earns a point here: who follows
or vouches is at L3 or above, whose approval somebody else gave.
"""

from __future__ import annotations

MOST_OF_A_PLACE = 5  # followers of one institution, and of those without one

FACTS = f"""
  vouched as (
    select h.author_id, count(distinct e.voucher_id) as n
      from held h join profiles_evidence e on e.claim_id = h.claim_id and e.kind = 'vouch' and e.state = 'holds'
     group by h.author_id
  ), affiliated as (
    select h.author_id, 1 as n
      from held h join profiles_evidence e on e.claim_id = h.claim_id
     where e.kind = 'institutional_email' and e.state = 'holds' and e.checked_at > now() - interval '12 months'
     group by h.author_id
  ), confirmed as (
    select h.author_id, count(distinct s.work_id) as n
      from held h join stood s using (author_id)
     where exists (
             select from publications_authorship b
               join publications_work w on w.id = b.work_id
               join publications_source said on said.id = w.said_by_id
               join profiles_evidence e on e.claim_id = h.claim_id
                and e.kind = 'orcid' and e.state = 'holds' and e.subject = b.orcid
              where b.work_id = s.work_id and b.author_id = h.author_id and b.orcid <> ''
                and said.role = any(%(registrants)s))
        or exists (
             select from profiles_evidence e
               join profiles_profile p on p.user_id = e.voucher_id
               join publications_author o on o.id = p.author_id
               join publications_authorship b on b.author_id = coalesce(o.merged_into_id, o.id)
              where e.claim_id = h.claim_id and e.kind = 'vouch' and e.state = 'holds' and b.work_id = s.work_id)
     group by h.author_id
  ), verified as (
    select distinct h.author_id, f.user_id, coalesce(o.merged_into_id, o.id) as record
      from held h
      join publications_author a on h.author_id in (a.id, a.merged_into_id)
      join profiles_follow f on f.author_id = a.id and f.user_id <> h.user_id
       and f.created_at <= now() - interval '7 days'
      join profiles_profile p on p.user_id = f.user_id and p.matched_since <= now() - interval '30 days'
      join profiles_claim c on c.id = p.claim_id and c.state = 'approved'
      join publications_author o on o.id = p.author_id
     where not exists (
             select from profiles_evidence e
              where e.claim_id = p.claim_id and e.voucher_id = h.user_id and e.kind = 'vouch' and e.state = 'holds')
  ), placed as (
    select v.author_id, v.user_id, last.institution_id
      from verified v
      left join lateral (
        select i.institution_id from publications_authorship b
          join publications_work w on w.id = b.work_id
          join publications_affiliation i on i.authorship_id = b.id
         where b.author_id = v.record order by w.year desc nulls last, w.id desc, i.position limit 1
      ) last on true
  ), followed as (
    select author_id, sum(n)::int as n from (
      select author_id, least(count(*), {MOST_OF_A_PLACE}) as n from placed group by author_id, institution_id
    ) of_a_place group by author_id
  ), stayed as (
    select author_id,
           extract(year from lasted)::int * 12 + extract(month from lasted)::int as n
      from (
        select h.author_id, age(now(), greatest(h.matched_since, (
                 select max(d.decided_at) from profiles_contactreport r join profiles_proposal d on d.id = r.proposal_id
                  where r.accused_id = h.user_id and d.state = 'accepted'))) as lasted
          from held h where h.matched_since is not null
      ) since
  )"""
COLUMNS = """
           coalesce((select n from confirmed where author_id = a.id), 0)::int as confirmed,
           coalesce((select n from vouched where author_id = a.id), 0)::int as vouches,
           coalesce((select n from followed where author_id = a.id), 0)::int as verified_followers,
           coalesce((select n from stayed where author_id = a.id), 0)::int as months,
           coalesce((select n from affiliated where author_id = a.id), 0)::int as affiliation"""
