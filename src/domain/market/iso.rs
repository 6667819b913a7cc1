//! The country codes of ISO 3166-1, in two and in three letters; `XK`, which Microsoft uses for Kosovo, is among them.

/// Each code as `TWO:THREE`.
const CODES: &str = "\
    AD:AND AE:ARE AF:AFG AG:ATG AI:AIA AL:ALB AM:ARM AO:AGO AQ:ATA AR:ARG AS:ASM AT:AUT AU:AUS \
    AW:ABW AX:ALA AZ:AZE BA:BIH BB:BRB BD:BGD BE:BEL BF:BFA BG:BGR BH:BHR BI:BDI BJ:BEN BL:BLM \
    BM:BMU BN:BRN BO:BOL BQ:BES BR:BRA BS:BHS BT:BTN BV:BVT BW:BWA BY:BLR BZ:BLZ CA:CAN CC:CCK \
    CD:COD CF:CAF CG:COG CH:CHE CI:CIV CK:COK CL:CHL CM:CMR CN:CHN CO:COL CR:CRI CU:CUB CV:CPV \
    CW:CUW CX:CXR CY:CYP CZ:CZE DE:DEU DJ:DJI DK:DNK DM:DMA DO:DOM DZ:DZA EC:ECU EE:EST EG:EGY \
    EH:ESH ER:ERI ES:ESP ET:ETH FI:FIN FJ:FJI FK:FLK FM:FSM FO:FRO FR:FRA GA:GAB GB:GBR GD:GRD \
    GE:GEO GF:GUF GG:GGY GH:GHA GI:GIB GL:GRL GM:GMB GN:GIN GP:GLP GQ:GNQ GR:GRC GS:SGS GT:GTM \
    GU:GUM GW:GNB GY:GUY HK:HKG HM:HMD HN:HND HR:HRV HT:HTI HU:HUN ID:IDN IE:IRL IL:ISR IM:IMN \
    IN:IND IO:IOT IQ:IRQ IR:IRN IS:ISL IT:ITA JE:JEY JM:JAM JO:JOR JP:JPN KE:KEN KG:KGZ KH:KHM \
    KI:KIR KM:COM KN:KNA KP:PRK KR:KOR KW:KWT KY:CYM KZ:KAZ LA:LAO LB:LBN LC:LCA LI:LIE LK:LKA \
    LR:LBR LS:LSO LT:LTU LU:LUX LV:LVA LY:LBY MA:MAR MC:MCO MD:MDA ME:MNE MF:MAF MG:MDG MH:MHL \
    MK:MKD ML:MLI MM:MMR MN:MNG MO:MAC MP:MNP MQ:MTQ MR:MRT MS:MSR MT:MLT MU:MUS MV:MDV MW:MWI \
    MX:MEX MY:MYS MZ:MOZ NA:NAM NC:NCL NE:NER NF:NFK NG:NGA NI:NIC NL:NLD NO:NOR NP:NPL NR:NRU \
    NU:NIU NZ:NZL OM:OMN PA:PAN PE:PER PF:PYF PG:PNG PH:PHL PK:PAK PL:POL PM:SPM PN:PCN PR:PRI \
    PS:PSE PT:PRT PW:PLW PY:PRY QA:QAT RE:REU RO:ROU RS:SRB RU:RUS RW:RWA SA:SAU SB:SLB SC:SYC \
    SD:SDN SE:SWE SG:SGP SH:SHN SI:SVN SJ:SJM SK:SVK SL:SLE SM:SMR SN:SEN SO:SOM SR:SUR SS:SSD \
    ST:STP SV:SLV SX:SXM SY:SYR SZ:SWZ TC:TCA TD:TCD TF:ATF TG:TGO TH:THA TJ:TJK TK:TKL TL:TLS \
    TM:TKM TN:TUN TO:TON TR:TUR TT:TTO TV:TUV TW:TWN TZ:TZA UA:UKR UG:UGA UM:UMI US:USA UY:URY \
    UZ:UZB VA:VAT VC:VCT VE:VEN VG:VGB VI:VIR VN:VNM VU:VUT WF:WLF WS:WSM XK:XKX YE:YEM YT:MYT \
    ZA:ZAF ZM:ZMB ZW:ZWE";

/// The bytes of a pair and what parts it from the next.
const PAIR: usize = 7;

fn codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    CODES.split(' ').filter_map(|pair| pair.split_once(':'))
}

/// Whether two letters in upper case are the code of a country.
pub(super) fn is_code(two: &str) -> bool {
    let mut pairs = CODES.as_bytes().chunks(PAIR);
    two.len() == 2 && pairs.any(|pair| pair.starts_with(two.as_bytes()))
}

/// The code in two letters of a code in three, whatever its case.
pub(super) fn two_of_three(three: &str) -> Option<&'static str> {
    codes()
        .find(|(_, known)| known.eq_ignore_ascii_case(three))
        .map(|(two, _)| two)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_one_code_of_each_length() {
        let all: Vec<_> = codes().collect();
        assert_eq!(all.len(), 250);
        assert!(all.is_sorted());
        for (two, three) in all {
            assert_eq!((two.len(), three.len()), (2, 3));
            assert_eq!(two_of_three(&three.to_lowercase()), Some(two));
            assert!(is_code(two) && !is_code(three));
        }
    }

    #[test]
    fn every_market_has_an_iso_code() {
        for market in super::super::markets() {
            assert!(is_code(market.country.as_str()), "{}", market.country);
        }
    }

    #[test]
    fn user_assigned_and_reserved_codes_are_no_countries() {
        for code in ["ZZ", "XX", "AA", "UK", "EL", "EU", "UN"] {
            assert!(!is_code(code), "{code}");
        }
    }
}
