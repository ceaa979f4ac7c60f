from __future__ import annotations

import re

import pytest
from botocore.loaders import Loader
from hypothesis import given, settings
from hypothesis import strategies as st

from explain.errors import UsageProblem
from explain.hosts.partitions import PARTITIONS, REGIONS, partition_of
from explain.hosts.registry import (
    ACCOUNT,
    PUBLIC_HOSTS,
    REGION,
    Registry,
    known_regions,
    owner_of,
    registry,
    registry_host,
)

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
    with pytest.raises(UsageProblem, match="not available in a region") as caught:
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

    monkeypatch.setattr("explain.hosts.registry.known_regions", slow)
    assert registry(ACCOUNT, REGION) == Registry()


# --- what a host's name says ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "suffix", "fips", "dashed"),
    [
        ("123456789012.dkr.ecr.us-west-2.amazonaws.com", "amazonaws.com", False, False),
        ("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "amazonaws.com", True, False),
        ("123456789012.dkr-ecr.us-west-2.on.aws", "on.aws", False, True),
        ("123456789012.dkr-ecr-fips.us-west-2.on.aws:443", "on.aws", True, True),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "amazonaws.com.cn", False, False),
        ("123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu", "amazonaws.eu", False, False),
    ],
)
def test_a_host_tells_of_which_kind_it_is(host: str, suffix: str, fips: bool, dashed: bool) -> None:
    found = registry_host(host)
    assert found is not None
    assert (found.suffix, found.fips, found.dashed) == (suffix, fips, dashed)
    assert owner_of(host) == Registry(found.account, found.region)


def test_the_public_registrys_hosts_belong_to_nobody() -> None:
    assert PUBLIC_HOSTS == ("public.ecr.aws", "ecr-public.aws.com")
    assert [owner_of(host) for host in PUBLIC_HOSTS] == [None, None]


def test_every_regions_registry_has_the_name_that_is_right_for_its_partition() -> None:
    for region in REGIONS:
        found = registry_host(Registry("123456789012", region).host)
        assert found is not None
        assert (found.region, found.suffix) == (region, partition_of(region).suffix)


@settings(max_examples=500)
@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(
                ["123456789012", "12345678901", ".", "-", "dkr", "ecr", "-fips", "us-east-1", "cn-north-1",
                 "amazonaws.com", ".cn", "on.aws", "https://", "/", ":", "443", "\n", "١", "public", "\x00"]
            ),
            max_size=14,
        ).map("".join),
    )
)  # fmt: skip
def test_any_text_can_be_read_as_a_host(text: str) -> None:
    found = registry_host(text)
    owner = owner_of(text)
    assert (found is None) == (owner is None)
    if found is not None:
        assert re.fullmatch(r"[0-9]{12}", found.account)
        assert text.startswith(f"{found.account}.dkr")
        assert f".{found.region}.{found.suffix}" in text
        assert "/" not in text.partition(":")[0]


# --- the table of regions -------------------------------------------------------------------------


def test_the_table_of_regions_is_botocores() -> None:
    """Where botocore learns of a region, this table has to."""
    assert list(REGIONS) == known_regions()


def test_the_table_of_partitions_is_botocores() -> None:
    loader = Loader(
        extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False
    )
    theirs = {one["partition"]: one for one in loader.load_data("endpoints")["partitions"]}
    assert {one.name for one in PARTITIONS} == set(theirs)
    for partition in PARTITIONS:
        assert partition.suffix == theirs[partition.name]["dnsSuffix"]
        assert set(partition.regions) == set(theirs[partition.name]["regions"])
        ecr = theirs[partition.name]["services"]["api.ecr"]["endpoints"]
        with_fips = [region for region, endpoint in ecr.items() if region in partition.regions
                     and ["fips"] in [one["tags"] for one in endpoint.get("variants", [])]]  # fmt: skip
        assert sorted(partition.fips) == sorted(with_fips)
        for region in partition.regions:
            assert partition_of(region) is partition
            assert re.fullmatch(theirs[partition.name]["regionRegex"], region)


def test_a_region_that_is_new_is_taken_for_one_of_its_partition() -> None:
    assert partition_of("us-gov-south-7").name == "aws-us-gov"
    assert partition_of("eu-west-9").name == "aws"
    assert partition_of("mars-north-1").name == "aws"
