"""Messages of one person: what waits, and conversations."""

from __future__ import annotations

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from profiles import limits
from profiles.contact import inviting, naming, reporting, talking
from profiles.contact.forms import MessageForm
from profiles.models import Conversation, Invitation, Message, Participant, User
from profiles.views.invitations import NOTHING, TOO_FAST, report_form
from publications.paging import page_of
from publications.views.missing import missing

_FEW, _PAGE = 50, 50


@never_cache
@login_required
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """Invitations that wait for an answer, conversations, and what became of one's own invitations."""
    page, ignored = page_of(talking.of(request.user), request.GET.get("page"))
    received = naming.with_senders(Invitation.objects.received_by(request.user).waiting()).order_by("created_at")
    sent = request.user.invitations_sent.exclude(state=Invitation.State.ACCEPTED).select_related("author__merged_into")
    context = {
        "page": page,
        "ignored": ignored,
        "conversations": [(each, naming.side(talking.partner(each, request.user))) for each in page],
        "received": [(each, naming.sender(each)) for each in received[:_FEW]],
        "sent": sent.order_by("-created_at")[:_FEW],
    }
    return render(request, "profiles/contact/messages.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, token: str) -> HttpResponse:
    """What was said, the latest page of it first; looking at it is reading it."""
    found = _visible(request.user, token)
    if found is None:
        return missing(request, NOTHING)
    form, status = MessageForm(), 200
    if request.method == "POST":
        form = MessageForm(request.POST)
        status = _say(request, found, form)
        if status == 302:
            return redirect(f"{found.get_absolute_url()}#last")
    page, ignored = page_of(found.messages.order_by("-sent_at", "-pk"), request.GET.get("page"), size=_PAGE)
    if found.has_new:
        talking.see(found, request.user)
    sides = {each.pk: each for each in found.participants.all()}
    context = {
        "conversation": found,
        "partner": naming.side(talking.partner(found, request.user)),
        "said": [(each, *_by(sides[each.participant_id], request.user)) for each in reversed(page)],
        "page": page,
        "ignored": ignored,
        "form": form,
        "why_not": talking.why_not(found, request.user),
    }
    return render(request, "profiles/contact/conversation.html", context, status=status)


@login_required
@require_POST
def block_partner(request: HttpRequest, token: str) -> HttpResponse:
    found = _visible(request.user, token)
    if found is None:
        return missing(request, NOTHING)
    partner = talking.partner(found, request.user)
    if partner.user:
        inviting.block(request.user, partner.user, partner.author)
    notes.success(request, "You hear nothing more of them. Nobody tells them.")
    return redirect(found)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_message(request: HttpRequest, token: str, message: int) -> HttpResponse:
    """One message of the other side; of the rest moderators see nothing."""
    theirs = Message.objects.filter(pk=message, conversation__token=token).exclude(participant__user=request.user)
    reported = theirs.select_related("participant__user", "participant__author__merged_into").first()
    mine = Participant.objects.filter(conversation__token=token, user=request.user).select_related("author").first()
    if reported is None or mine is None:
        return missing(request, NOTHING)
    back = reported.conversation.get_absolute_url()
    return report_form(request, reported.text, back, reporting.report_message, reported, mine)


def _visible(user: User, token: str) -> Conversation | None:
    return talking.of(user).filter(token=token).first()


def _say(request: HttpRequest, found: Conversation, form: MessageForm) -> int:
    """The HTTP status of the answer: 302 when it was said, else why not stands in the form."""
    if not form.is_valid():
        return 400
    if not limits.allows(request, "message"):
        form.add_error(None, TOO_FAST)
        return 429
    try:
        talking.say(found, request.user, form.cleaned_data["text"])
    except talking.CannotWrite as problem:
        form.add_error(None, str(problem))
        return 409
    return 302


def _by(participant: Participant, user: User) -> tuple[naming.Side, bool]:
    return naming.side(participant), participant.user_id == user.pk
