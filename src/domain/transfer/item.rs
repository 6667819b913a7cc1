//! What a transfer moves: whole subscriptions.

use std::fmt;

use uuid::Uuid;

use crate::domain::word::{Word as _, words};

/// The most items of a new-commerce transfer.
pub const MOST_ITEMS: usize = 25;

words! {
    /// What a subscription is of. The first six are Microsoft's words for new commerce.
    pub enum TransferProductType: "product type" {
        /// An Azure subscription: of an Azure plan, or pay-as-you-go in a legacy transfer.
        AzureSubscription = "AzureSubscription",
        /// An Azure reservation.
        AzureReservation = "AzureReservation",
        /// An Azure savings plan.
        AzureSavingsPlan = "AzureSavingsPlan",
        /// A new-commerce subscription for licences.
        OnlineServicesNce = "OnlineServicesNCE",
        /// A software subscription.
        Software = "Software",
        /// A subscription of the marketplace.
        SaaS = "SaaS",
        /// A licence subscription from before new commerce. csp's word: legacy transfers do not name a type.
        LegacyLicense = "LegacyLicense",
    }
}

impl TransferProductType {
    /// Whether a legacy transfer may move it.
    pub fn is_legacy(self) -> bool {
        match self {
            Self::AzureSubscription | Self::LegacyLicense => true,
            Self::AzureReservation
            | Self::AzureSavingsPlan
            | Self::OnlineServicesNce
            | Self::Software
            | Self::SaaS => false,
        }
    }

    /// Whether a new-commerce transfer may move it.
    pub fn is_new_commerce(self) -> bool {
        match self {
            Self::AzureSubscription
            | Self::AzureReservation
            | Self::AzureSavingsPlan
            | Self::OnlineServicesNce
            | Self::Software
            | Self::SaaS => true,
            Self::LegacyLicense => false,
        }
    }
}

/// One subscription of a transfer, as it was planned or as Microsoft shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct TransferItem {
    /// Microsoft's id of the subscription; a GUID in lower case, any other text as shown.
    pub subscription: String,
    /// What it is of, in Microsoft's words; a word that csp does not know is kept as shown.
    pub product_type: Option<String>,
    /// The number of licences.
    pub quantity: Option<i64>,
    /// For example `Monthly`.
    pub billing_cycle: Option<String>,
    /// Microsoft's word for the state of this item.
    pub status: Option<String>,
    /// Why Microsoft did not move it.
    pub error: Option<String>,
}

/// An item as a person types it: `SUBSCRIPTION:TYPE` or `SUBSCRIPTION:TYPE:QUANTITY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedItem {
    /// The subscription.
    pub subscription: Uuid,
    /// The type as typed; the rule about items decides whether it is one.
    pub product_type: String,
    /// The number of licences, if given.
    pub quantity: Option<i64>,
}

/// A text that is not an item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadItem {
    /// The parts are not two or three.
    #[error("`{0}` is not a valid item (SUBSCRIPTION:TYPE or SUBSCRIPTION:TYPE:QUANTITY expected)")]
    Parts(String),
    /// The first part is not an id.
    #[error("`{0}` is not a valid subscription ID (a GUID expected)")]
    Subscription(String),
    /// The last part is not a number.
    #[error("`{0}` is not a valid quantity (a whole number, 0 or greater, expected)")]
    Quantity(String),
}

impl std::str::FromStr for PlannedItem {
    type Err = BadItem;
    fn from_str(typed: &str) -> Result<Self, BadItem> {
        let shown = |text: &str| text.chars().take(120).collect::<String>();
        let parts: Vec<&str> = typed.split(':').map(str::trim).collect();
        let (subscription, product_type, quantity) = match parts.as_slice() {
            [subscription, kind] => (*subscription, *kind, None),
            [subscription, kind, quantity] => (*subscription, *kind, Some(*quantity)),
            _ => return Err(BadItem::Parts(shown(typed))),
        };
        if product_type.is_empty() {
            return Err(BadItem::Parts(shown(typed)));
        }
        let quantity = quantity.map(|text| {
            let number = text.parse::<u32>().map(i64::from);
            number.map_err(|_| BadItem::Quantity(shown(text)))
        });
        Ok(Self {
            subscription: Uuid::try_parse(subscription)
                .map_err(|_| BadItem::Subscription(shown(subscription)))?,
            product_type: shown(product_type),
            quantity: quantity.transpose()?,
        })
    }
}

impl PlannedItem {
    /// Its type, if Microsoft has one of this name.
    pub fn known_type(&self) -> Option<TransferProductType> {
        TransferProductType::from_word(&self.product_type).ok()
    }
}

impl From<&PlannedItem> for TransferItem {
    fn from(planned: &PlannedItem) -> Self {
        let known = planned.known_type().map(|known| known.word().to_owned());
        Self {
            subscription: subscription_key(&planned.subscription.to_string()),
            product_type: known.or_else(|| Some(planned.product_type.clone())),
            quantity: planned.quantity,
            ..Self::default()
        }
    }
}

/// The id of a subscription as it is kept and compared.
pub fn subscription_key(shown: &str) -> String {
    let shown = shown.trim();
    Uuid::try_parse(shown).map_or_else(|_| shown.to_owned(), |id| id.hyphenated().to_string())
}

impl fmt::Display for TransferItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.subscription)?;
        if let Some(kind) = &self.product_type {
            write!(f, " ({kind})")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "5e1fb2c8-5555-4c3d-a7e6-0000000000f1";

    #[test]
    fn an_item_has_two_or_three_parts() {
        let item: PlannedItem = format!("{}:onlineservicesnce:14", ID.to_uppercase())
            .parse()
            .unwrap();
        let kept = TransferItem::from(&item);
        assert_eq!(kept.subscription, ID);
        assert_eq!(kept.product_type.as_deref(), Some("OnlineServicesNCE"));
        assert_eq!(kept.quantity, Some(14));
        assert_eq!(
            format!("{ID}:SaaS")
                .parse::<PlannedItem>()
                .unwrap()
                .quantity,
            None
        );
        for wrong in ["", ID, "x:SaaS", ":SaaS", "a:b:c:d"] {
            assert!(wrong.parse::<PlannedItem>().is_err(), "{wrong}");
        }
        for quantity in ["-1", "x", "1.5", ""] {
            let typed = format!("{ID}:SaaS:{quantity}");
            assert!(matches!(
                typed.parse::<PlannedItem>(),
                Err(BadItem::Quantity(_))
            ));
        }
    }
}
