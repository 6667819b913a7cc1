#!/usr/bin/env python3
"""Write a new-commerce invoice file: the 46 columns of the published layout, reproducible rows. With another ending than
.csv it writes the same rows as the lines of a billing export, packed by gzip: 47 names, dates and numbers as there.

    generate.py ROWS FILE.csv
    generate.py ROWS FILE.json.gz
"""
import csv
import gzip
import json
import random
import sys

COLUMNS = """PartnerId CustomerId CustomerName CustomerDomainName CustomerCountry InvoiceNumber MPNID ResellerMPNID
OrderId OrderDate ProductId SkuId AvailabilityId SkuName ProductName ChargeType UnitPrice Quantity Subtotal TaxTotal
Total Currency PriceAdjustmentDescription PublisherName PublisherId SubscriptionDescription SubscriptionId
ChargeStartDate ChargeEndDate TermAndBillingCycle EffectiveUnitPrice UnitType AlternateId BillableQuantity
BillingFrequency PricingCurrency PCToBCExchangeRate PCToBCExchangeRateDate MeterDescription ReservationOrderId
CreditReasonCode SubscriptionStartDate SubscriptionEndDate ReferenceID ProductQualifiers PromotionID""".split()


def rows(count):
    rand = random.Random(20210301)
    hexes = ["%032x" % rand.getrandbits(128) for _ in range(500)]
    guids = [f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}" for h in hexes]
    for number in range(count):
        month = number * 24 // count
        year, month = 2019 + month // 12, month % 12 + 1
        guid = guids[rand.randrange(500)]
        cents = rand.randrange(1, 500_000)
        currency = ("EUR", "USD", "GBP")[rand.randrange(3)]
        perpetual = rand.random() < 0.03
        third = rand.random() < 0.05
        start = f"{month}/{rand.randrange(1, 28)}/{year}"
        yield ",".join([
            guids[0], guid, f'"Customer ""{number % 997}"", Ltd."', f"customer{number % 997}.onmicrosoft.com", "DE",
            f"G{year}{month:02}{number % 7:04}", "6034453", "6048879", hexes[number % 500][:30], start,
            "DZH318Z0BNZ5", "006G", "DZH318Z08B80", "Tables - LRS", "Tables", "New", "0.045", "1",
            f"{'-' if number % 53 == 0 else ''}{cents // 100}.{cents % 100:02}", "0", f"{cents // 100}.{cents % 100:02}",
            currency, '"[""15.0% Partner earned credit for services managed""]"',
            "Barracuda" if third else "Microsoft", "21223810" if third else "NA", "Azure plan", guid, start,
            "" if perpetual else f"{month}/28/{year}",
            "" if perpetual else "One-Year commitment for monthly/yearly billing", "0.03825", "1 GB/Month", guid[:12],
            "0.005001", "Monthly", "USD", "0.846202666", f"{month}/28/{year}",
            "Tables - LRS Data Stored (GB/Month)", guids[number % 499], "", start, f"{month}/28/{year + 1}",
            guids[number % 498], '"[""Add-on""]"', "CFQ7TTC0LDPB:1:CFQ7TTC0GZQJ",
        ])


NAMES = {"MPNID": "MpnId", "ResellerMPNID": "Tier2MpnId", "ReferenceID": "ReferenceId", "PromotionID": "PromotionId"}
NUMBERS = {"UnitPrice", "Quantity", "Subtotal", "TaxTotal", "Total", "EffectiveUnitPrice", "BillableQuantity", "PCToBCExchangeRate"}


def as_json(row):
    """The line of an export: numbers as they are, dates with a zone, and a name that the table does not have."""
    pairs = []
    for column, cell in zip(COLUMNS, next(csv.reader([row]))):
        if column in NUMBERS:
            value = cell
        elif column.endswith("Date") and cell:
            month, day, year = cell.split("/")
            value = f'"{year}-{int(month):02}-{int(day):02}T00:00:00Z"'
        elif column.endswith("Date"):
            value = "null"
        else:
            value = json.dumps(cell)
        pairs.append(f'"{NAMES.get(column, column)}":{value}')
    return "{" + ",".join(pairs) + ',"ProductCategory":null}'


def write_json(count, path):
    with gzip.open(path, "wt", encoding="utf-8", newline="\n", compresslevel=6) as out:
        for row in rows(count):
            out.write(as_json(row) + "\n")


def main():
    count, path = int(sys.argv[1]), sys.argv[2]
    if not path.endswith(".csv"):
        return write_json(count, path)
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write(",".join(COLUMNS) + "\n")
        batch = []
        for row in rows(count):
            assert batch or row.count(",") >= 45
            batch.append(row)
            if len(batch) == 10_000:
                out.write("\n".join(batch) + "\n")
                batch = []
        out.write("\n".join(batch) + ("\n" if batch else ""))


if __name__ == "__main__":
    main()
