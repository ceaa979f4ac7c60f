from __future__ import annotations

import pytest

from explain.credentials.host import ACCOUNT, REGION, Registry, known_regions, owner_of, registry
from explain.errors import UsageProblem

# The accounts and regions are made up; the forms are those of amazon-ecr-credential-helper,
# ecr-login/api/client_test.go.
PRIVATE = [
    ("123456789012.dkr.ecr.us-west-2.amazonaws.com", "us-west-2"),
    ("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
    ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1"),
    ("123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
    ("123456789012.dkr-ecr.us-west-2.on.aws", "us-west-2"),
    ("123456789012.dkr-ecr-fips.us-west-2.on.aws", "us-west-2"),
    ("123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn", "cn-north-1"),
    ("123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
    ("123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
    ("123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1"),
    ("123456789012.dkr.ecr.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1"),
    ("123456789012.dkr.ecr.us-west-2.amazonaws.com:443", "us-west-2"),
]

OTHERS = [
    "",
    "ghcr.io",
    "public.ecr.aws",
    "ecr-public.aws.com",
    "api.ecr.us-west-2.amazonaws.com",
    "dkr.ecr.us-west-2.amazonaws.com",
    "12345678901.dkr.ecr.us-west-2.amazonaws.com",
    "1234567890123.dkr.ecr.us-west-2.amazonaws.com",
    "12345678901a.dkr.ecr.us-west-2.amazonaws.com",
    "x123456789012.dkr.ecr.us-west-2.amazonaws.com",
    "123456789012.dkr.ecr.amazonaws.com",
    "123456789012.dkr.ecr..amazonaws.com",
    "123456789012.dkr.ecr.-us.amazonaws.com",
    "123456789012.dkr.s3.us-west-2.amazonaws.com",
    "123456789012.dkr.ecr.us-west-2.amazonaws.co",
    "123456789012.dkr.ecr.us-west-2.amazonaws.com.fake.example.com",
    "123456789012.dkr.ecr.us-west-2.fake.example.com",
    "123456789012.dkr.ecr.us-west-2.amazonaws.com.us",
    "123456789012.dkr.ecr.us-west-2.amazonawsxcom",
    "123456789012.dkr.ecr.us-west-2.amazonaws.com\n",
    "123456789012.dkr.ecr.us-west-2.amazonaws.com/repository",
    "١٢٣٤٥٦٧٨٩٠١٢.dkr.ecr.us-west-2.amazonaws.com",
]


@pytest.mark.parametrize(("host", "region"), PRIVATE)
def test_a_private_registrys_host_tells_its_account_and_region(host: str, region: str) -> None:
    assert owner_of(host) == Registry("123456789012", region)


@pytest.mark.parametrize("host", OTHERS)
def test_any_other_host_is_nobodys(host: str) -> None:
    assert owner_of(host) is None


def test_the_line_that_is_explained_is_the_default() -> None:
    line = Registry()
    assert line.host == "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
    assert line.api_host == "api.ecr.ap-south-1.amazonaws.com"
    assert registry(ACCOUNT, REGION) == line


def test_china_has_a_domain_of_its_own() -> None:
    china = registry(ACCOUNT, "cn-north-1")
    assert china.host.endswith(".cn-north-1.amazonaws.com.cn")
    assert china.api_host == "api.ecr.cn-north-1.amazonaws.com.cn"


@pytest.mark.parametrize("region", ["ap-south-1", "us-east-1", "cn-north-1", "us-gov-west-1"])
def test_a_host_that_was_joined_is_taken_apart_again(region: str) -> None:
    made = registry("123456789012", region)
    assert owner_of(made.host) == made


@pytest.mark.parametrize(
    "account",
    ["", "38149218335", "3814921833580", "3814-9218-3358", "3814 9218 3358", "my-account",
     "38149218335x", "381492183358\n", " 381492183358", "٣٨١٤٩٢١٨٣٣٥٨"],
)  # fmt: skip
def test_an_account_without_12_digits_is_refused_with_an_example(account: str) -> None:
    with pytest.raises(UsageProblem, match="exactly 12 digits") as caught:
        registry(account, REGION)
    assert ACCOUNT in caught.value.remedy
    assert "\n" not in caught.value.message


def test_dashes_in_an_account_are_named_in_the_remedy() -> None:
    with pytest.raises(UsageProblem) as caught:
        registry("3814-9218-3358", REGION)
    assert "without dashes" in caught.value.remedy


@pytest.mark.parametrize("zone", ["ap-south-1a", "us-east-1f", "us-gov-west-1b"])
def test_a_zone_in_the_place_of_a_region_is_recognised(zone: str) -> None:
    with pytest.raises(UsageProblem, match="availability zone") as caught:
        registry(ACCOUNT, zone)
    assert f"--region {zone[:-1]}." in caught.value.remedy


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ap-souht-1", "ap-south-1"), ("us-esat-1", "us-east-1"), ("eu-centarl-1", "eu-central-1")],
)
def test_an_unknown_region_gets_suggestions(typed: str, meant: str) -> None:
    with pytest.raises(UsageProblem, match="There is no AWS region") as caught:
        registry(ACCOUNT, typed)
    assert meant in caught.value.remedy


@pytest.mark.parametrize(
    "region",
    ["", " ", "a", "mumbai", "AP-SOUTH-1", "ap-south-1 ", "ap-south-99", "aws-global", "x" * 10_000,
     "fips-us-east-1", "dkr-us-east-1", "us-east-1-fips", "../../etc", "ap_south_1"],
)  # fmt: skip
def test_what_is_no_region_is_refused_with_a_suggestion(region: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        registry(ACCOUNT, region)
    assert caught.value.remedy.startswith("Did you mean ")


def test_every_region_that_has_ecr_is_known() -> None:
    known = known_regions()
    assert {"ap-south-1", "us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1"} <= set(known)
    assert known == sorted(set(known))


def test_every_region_that_is_known_is_accepted() -> None:
    # The table that they come from also lists endpoints that are no regions, such as FIPS ones.
    assert [name for name in known_regions() if name.startswith(("fips", "dkr", "api."))] == []
    for region in known_regions()[::6]:
        assert registry(ACCOUNT, region).region == region


def test_the_line_itself_needs_no_table_of_regions(monkeypatch) -> None:
    def slow() -> list[str]:
        raise AssertionError("half the time of a command")

    monkeypatch.setattr("explain.credentials.host.known_regions", slow)
    assert registry(ACCOUNT, REGION) == Registry()
