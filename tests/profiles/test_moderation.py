"""Who moderates: appointed and dismissed by whoever runs the site."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from profiles.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def mona():
    return User.objects.create_user("mona@example.org")


def moderators(**options):
    said = StringIO()
    call_command("moderators", stdout=said, **options)
    return said.getvalue().split()


def may(user):
    return User.objects.get(pk=user.pk).has_perm("profiles.moderate")


def test_an_operator_appoints_and_dismisses_by_a_command(mona):
    assert moderators() == []
    assert moderators(appoint="Mona@example.org") == ["mona@example.org"]
    assert moderators(appoint="mona@example.org") == ["mona@example.org"]
    assert may(mona)
    assert moderators(dismiss="mona@example.org") == []
    assert not may(mona)


def test_an_address_without_an_account_is_answered_in_words():
    with pytest.raises(CommandError, match="sign up first"):
        moderators(appoint="nobody@example.org")


def test_an_operator_appoints_and_dismisses_at_the_admins_desk(client, mona):
    client.force_login(User.objects.create_superuser("root@example.org"))
    for action, expected in (("appoint_moderators", True), ("dismiss_moderators", False)):
        client.post(reverse("admin:profiles_user_changelist"), {"action": action, "_selected_action": [mona.pk]})
        assert may(mona) is expected


def test_a_moderator_finds_the_desk_from_their_account(client, mona):
    client.force_login(mona)
    account = reverse("account")
    assert reverse("desk") not in client.get(account).text
    moderators(appoint=mona.email)
    assert reverse("desk") in client.get(account).text
